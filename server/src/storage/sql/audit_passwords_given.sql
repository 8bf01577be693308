-- Which account gave which one a password since the instant $1; what the server's own command line gave is no account's.
SELECT DISTINCT audit.login AS giver, audit.subject AS receiver
FROM account JOIN audit ON audit.login = account.login
WHERE audit.action IN ('account_added', 'password_given') AND audit.at >= $1 AND audit.subject IS NOT NULL
