SELECT * FROM device ORDER BY person, enrolled_at, device
