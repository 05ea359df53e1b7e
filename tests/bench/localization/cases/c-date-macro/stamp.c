const char stamp[] = __DATE__ " " __TIME__; /* LEAK */
