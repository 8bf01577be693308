SELECT login, name, password, given, totp, totp_step, created_at, closed_at FROM account WHERE login = $1
