INSERT INTO epoch (epoch, device, public_key, suite, certificate, begun_at) VALUES ($1, $2, $3, $4, $5, $6)
