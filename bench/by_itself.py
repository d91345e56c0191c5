"""The files of core/ for what a node does without being asked, and for modules of the user's. The goal for its code was set
without them, so bench/size and bench/boards count them apart."""
BY_ITSELF = {f"core/{name}.c" for name in (
    "run/cron", "run/cron_parse", "run/sun", "run/zone", "net/sntp", "mod/call_wait", "automation/calendar",
    "automation/pin_events", "automation/tasks", "automation/timer", "peers/intercon", "command/chain", "command/postfix",
    "node/catalog", "node/principal", "node/place", "node/set", "loader/why")}
