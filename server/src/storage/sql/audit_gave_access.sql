-- Whether $1 made $2's account, gave it a role or a password since the instant $3.
SELECT number FROM audit
WHERE login = $1 AND subject = $2 AND action IN ('account_added', 'appointed', 'password_given') AND at >= $3
LIMIT 1
