INSERT INTO seed (space, device, block, seed) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, device, block) DO NOTHING
