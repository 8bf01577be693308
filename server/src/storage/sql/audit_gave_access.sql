-- Whether $1 made $2's account, gave it a role or a password since the day $3.
SELECT number FROM audit
WHERE login = $1 AND subject = $2 AND action IN ('account_added', 'appointed', 'password_given') AND day >= $3
LIMIT 1
