UPDATE account SET totp_step = $2 WHERE login = $1 AND (totp_step IS NULL OR totp_step < $2)
