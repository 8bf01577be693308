SELECT failures, last_at, locked_until FROM sign_in_failure WHERE login = $1
