"""How people agreed to work: workflows, rules, and since when a project keeps to them."""
