"""Google, pretended: Calendar, Meet, Drive, consent."""
