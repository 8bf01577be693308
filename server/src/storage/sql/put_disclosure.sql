INSERT INTO recovery_disclosure (device, serial, nth, disclosed_at) VALUES ($1, $2, $3, $4)
