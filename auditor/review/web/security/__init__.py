"""What stands between the network and the pages: hosts, headers, sessions, forged requests, guessed passwords."""
