UPDATE account_recovery SET used_at = $3 WHERE login = $1 AND code_hash = $2 AND used_at IS NULL
