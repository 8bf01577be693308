INSERT INTO attested_frame (space, signature, epoch, device, suite, entries, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (space, signature) DO NOTHING
