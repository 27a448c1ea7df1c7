Object.assign(window.search, {"doc_urls":["introduction.html"]});
