"""E-mail: a message is a row written with the change it tells of, a worker sends it later."""
