"""Plans of tasks and people: a frozen problem in, a plan that fits everyone's time out."""
