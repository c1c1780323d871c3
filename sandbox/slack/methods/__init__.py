"""The Web API methods, one file a family; each is a pure function of the world and its arguments."""
