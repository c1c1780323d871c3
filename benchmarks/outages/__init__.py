"""Mail flows while a part that Mailroom stands on is away for a minute: what people see, what is lost (SPEC RE7)."""
