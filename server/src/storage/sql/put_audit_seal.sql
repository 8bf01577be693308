INSERT INTO audit_seal (day, last_number, digest, epoch, signature) VALUES ($1, $2, $3, $4, $5)
