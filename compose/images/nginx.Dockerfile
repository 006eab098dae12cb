# Nginx from Debian packages, for networks that have a registry mirror of Debian but none of Docker Hub.
# docker build -t lockstep/nginx:bookworm -f compose/images/nginx.Dockerfile compose/images
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends nginx-light \
  && rm -rf /var/lib/apt/lists/*
STOPSIGNAL SIGQUIT
EXPOSE 80
CMD ["nginx", "-g", "daemon off;"]
