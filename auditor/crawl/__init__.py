"""The crawl: visits a site with a real browser and records what it does. The only place with a browser."""
