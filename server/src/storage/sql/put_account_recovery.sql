INSERT INTO account_recovery (login, code_hash, used_at) VALUES ($1, $2, NULL)
