"""Labs seen from outside: started, listened to, ended."""
