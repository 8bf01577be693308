SELECT login, name, password, given, totp, totp_step, created_at, closed_at
FROM account
WHERE login IN (SELECT login FROM account_role WHERE division >= $1 AND division < $2)
ORDER BY login
