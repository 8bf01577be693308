DELETE FROM account_recovery WHERE login = $1
