INSERT INTO recovery_code (device, serial, sealed, deposited_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (device) DO UPDATE SET serial = excluded.serial, sealed = excluded.sealed, deposited_at = excluded.deposited_at, enrolment_hash = NULL
WHERE recovery_code.serial < excluded.serial
