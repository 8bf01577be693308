SELECT COUNT(*) AS codes FROM account_recovery WHERE login = $1 AND used_at IS NULL
