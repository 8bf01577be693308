UPDATE invitation SET expires_at = $2 WHERE code_hash = $1
