SELECT day, last_number, digest, epoch, signature FROM audit_seal ORDER BY day
