"""A stand-in for Slack: the Web API, signed deliveries to the app, and the human who reads and clicks."""
