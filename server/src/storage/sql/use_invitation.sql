UPDATE invitation SET used_at = $2, device = $3 WHERE code_hash = $1 AND (used_at IS NULL OR device = $3)
