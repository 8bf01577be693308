SELECT login, name, password, given, totp, totp_step, created_at, closed_at FROM account ORDER BY login
