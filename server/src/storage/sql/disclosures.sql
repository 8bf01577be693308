SELECT serial, nth, disclosed_at FROM recovery_disclosure WHERE device = $1 ORDER BY serial, nth
