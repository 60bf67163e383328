startStatistiek();
