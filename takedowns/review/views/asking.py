"""Questions of the desk: read and answered by the case's workers and by managers."""
