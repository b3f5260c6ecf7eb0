package org.entente.jira;

import java.io.IOException;
import @SERVLET@.servlet.http.HttpServlet;
import @SERVLET@.servlet.http.HttpServletRequest;
import @SERVLET@.servlet.http.HttpServletResponse;

/**
 * Prints the frame of the admin page, or of the panel beside an issue, and loads the page's script. It holds no data and decides
 * nothing: every call of the page is checked by the companion, which asks this Jira who the caller is and whether they may see the issue.
 * Jira's decorator adds the administration's own navigation to the one; the other stands in a frame of its own (admin/data-center-issue.ts).
 */
public final class PageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String COMPANION = "@COMPANION@";
  private static final String ADMIN =
      "<html><head><title>Connections</title><meta name=\"decorator\" content=\"atl.admin\">"
          + "<meta name=\"admin.active.section\" content=\"admin_plugins_menu/entente-section\">"
          + "<meta name=\"admin.active.tab\" content=\"entente-connections\">";
  private static final String PANEL =
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Entente</title><meta name=\"decorator\" content=\"none\">";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean isPanel = request.getRequestURI().endsWith("/entente/panel");
    String context = request.getContextPath();
    String resources = context + "/download/resources/org.entente.jira:ui/";
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(
        (isPanel ? PANEL : ADMIN)
            + "<meta name=\"entente-companion\" content=\"" + COMPANION + "\">"
            + "<link rel=\"stylesheet\" href=\"" + resources + "page.css\"></head>"
            + "<body><div id=\"root\" data-context=\"" + context + "\"" + (isPanel ? " data-panel" : "") + "></div>"
            + "<script type=\"module\" src=\"" + resources + "page.js\"></script></body></html>");
  }
}
