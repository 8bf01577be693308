SELECT MAX(expires_at) AS expires_at FROM invitation WHERE person = $1 AND used_at IS NULL AND expires_at > $2
