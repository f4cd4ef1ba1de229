"""As much of curl as the README uses, for machines that have none: `python -m tests.curl URL`."""

import sys
from argparse import ArgumentParser

import httpx


def main() -> None:
    """Send one request and write the answer; exit 22 on a refusal, as `curl --fail` does."""
    parser = ArgumentParser(prog="curl")
    parser.add_argument("url")
    parser.add_argument("-s", "--silent", action="store_true")
    parser.add_argument("-f", "--fail", action="store_true")
    parser.add_argument("-X", "--request", default="")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("--json", dest="body")
    given = parser.parse_args()
    headers = dict(line.split(": ", 1) for line in given.header)
    if given.body:
        headers["Content-Type"] = "application/json"
    method = given.request or ("POST" if given.body else "GET")
    answer = httpx.request(method, given.url, headers=headers, content=given.body)
    sys.stdout.write(answer.text)
    sys.exit(22 if given.fail and answer.is_error else 0)


if __name__ == "__main__":
    main()
