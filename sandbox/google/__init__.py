"""The Google stand-in: Gmail, Calendar, Drive, OAuth and push, in memory, over their real wire protocols."""
