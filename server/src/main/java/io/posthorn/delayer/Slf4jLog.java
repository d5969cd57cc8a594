package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says it in the server's own log; what is ready is a matter of debugging there. */
public final class Slf4jLog implements DelayerLog {
  private static final Logger LOG = LoggerFactory.getLogger(Delayer.class);

  @Override
  public void info(byte[] line) {
    LOG.info("{}", new String(line, UTF_8));
  }

  @Override
  public void error(byte[] line) {
    LOG.warn("{}", new String(line, UTF_8));
  }

  @Override
  public void moved(byte[] line) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}", new String(line, UTF_8));
    }
  }
}
