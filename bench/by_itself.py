"""The files of core/ for automations and for the user's modules. The goal for the code was set without them, so bench/size
and bench/boards count them separately."""
BY_ITSELF = {f"core/{name}.c" for name in (
    "run/cron", "run/cron_parse", "run/sun", "run/zone", "net/sntp", "mod/call_wait", "automation/calendar",
    "automation/pin_events", "automation/tasks", "automation/timer", "peers/intercon", "command/chain", "command/postfix",
    "node/catalog", "node/principal", "node/place", "node/set", "loader/why")}
