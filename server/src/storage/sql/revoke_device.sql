UPDATE device SET revoked_at = $2, revoked_reason = $3 WHERE device = $1 AND revoked_at IS NULL
