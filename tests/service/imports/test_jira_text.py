from service.imports.jira_text import LINE, TEXT, line, plain, text


def test_a_text_is_kept_as_it_is():
    assert text("Ein Satz.\r\n\tשלם.") == ("Ein Satz.\r\n\tשלם.", None)
    assert text(None) == ("", None)


def test_control_characters_and_halves_of_characters_are_left_out_and_told():
    kept, remark = text("a\x00b\x9fc\ud800d")
    assert kept == "abc\ufffdd"
    assert remark == "left out 3 control or broken characters"


def test_a_text_that_is_too_long_is_cut_and_told():
    kept, remark = text("x" * (TEXT + 1))
    assert len(kept) == TEXT
    assert kept.endswith("x [cut]")
    assert remark == f"cut from {TEXT + 1} to {TEXT} characters"


def test_a_line_is_one_line():
    assert line("  one\r\n two\t") == ("one two", None)
    assert len(line("y" * 1000)[0]) == LINE


def test_a_document_of_jira_cloud_is_read_as_its_text():
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "heading", "content": [{"type": "text", "text": "Why"}]},
            {
                "type": "paragraph",
                "content": [
                    {"type": "text", "text": "Ask "},
                    {"type": "mention", "attrs": {"id": "1", "text": "@Ana"}},
                    {"type": "hardBreak"},
                    {"type": "text", "text": "or read "},
                    {"type": "inlineCard", "attrs": {"url": "https://example.org"}},
                    {"type": "emoji", "attrs": None},
                ],
            },
            {
                "type": "bulletList",
                "content": [
                    {
                        "type": "listItem",
                        "content": [
                            {"type": "paragraph", "content": [{"type": "text", "text": "one"}]}
                        ],
                    }
                ],
            },
            {
                "type": "table",
                "content": [
                    {
                        "type": "tableRow",
                        "content": [
                            {"type": "tableCell", "content": [{"type": "text", "text": "a"}]},
                            {"type": "tableCell", "content": [{"type": "text", "text": "b"}]},
                        ],
                    }
                ],
            },
            "nonsense",
            {"type": "rule"},
        ],
    }
    assert plain(document) == "Why\nAsk @Ana\nor read https://example.org\n- one\na | b"


def test_anything_else_is_read_as_it_is_written():
    assert plain(42) == "42"
