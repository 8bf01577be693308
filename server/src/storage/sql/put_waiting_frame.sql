INSERT INTO waiting_frame (space, device, first_number, digest, frame, received_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (space, device, first_number, digest) DO NOTHING
