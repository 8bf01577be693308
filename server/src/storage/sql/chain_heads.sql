SELECT device, last_number, last_hash FROM chain WHERE space = $1 ORDER BY device
