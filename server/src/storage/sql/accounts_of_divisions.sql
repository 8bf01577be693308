SELECT login, name, password, given, totp, totp_step, created_at, closed_at
FROM account
WHERE login > $3 AND ($5 = '' OR login LIKE $5 OR LOWER(name) LIKE $5) AND login IN (SELECT login FROM account_role WHERE division >= $1 AND division < $2)
ORDER BY login
LIMIT $4
