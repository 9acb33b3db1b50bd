"""The peer of the crawl's bench: a plain Scrapy spider that downloads the same pages and media and keeps nothing.

`python -m portal.bench.spider PORT SITES SECONDS` prints one JSON object. Scrapy is needed only here; see `make peers`.
"""

import json
import resource
import sys
import time

from portal.bench.hosts import address


def main(port: int, sites: int, seconds: float) -> None:
    """Crawl with Scrapy's own settings, and print what was downloaded."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Spider(scrapy.Spider):  # type: ignore[misc]
        name = "plain"
        pages = media = received = 0

        async def start(self):  # type: ignore[no-untyped-def]
            for site in range(sites):
                yield scrapy.Request(f"http://{address(site)}:{port}/")

        def parse(self, response):  # type: ignore[no-untyped-def]
            self.pages += 1
            for link in response.css("a::attr(href)").getall():
                yield response.follow(link)
            for source in response.css("img::attr(src), video::attr(src)").getall():
                yield response.follow(source, callback=self.keep_nothing)

        def keep_nothing(self, response):  # type: ignore[no-untyped-def]
            self.media += 1
            self.received += len(response.body)

    began = time.monotonic()
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "CLOSESPIDER_TIMEOUT": seconds, "ROBOTSTXT_OBEY": False,
            "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 2, "DOWNLOAD_DELAY": 0,
        }
    )  # fmt: skip
    crawler = process.create_crawler(Spider)
    process.crawl(crawler)
    process.start()
    spider, passed = crawler.spider, time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {"pages": spider.pages, "media": spider.media, "bytes": spider.received, "seconds": passed}
    sys.stdout.write(json.dumps({**found, "cpu_seconds": used.ru_utime + used.ru_stime}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
