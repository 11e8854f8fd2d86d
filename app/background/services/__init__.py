"""The verbs of background work: what people do with jobs, what workers do, what is planned."""
