SELECT space, number, form FROM followed
