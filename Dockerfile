# One image for the server and the workers: `serve` and `worker` differ by their command alone.
FROM node:24.21.0-bookworm-slim AS build
# nodejieba is compiled where no prebuilt binary can be fetched.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node app/web-build.ts && npm prune --omit=dev

FROM node:24.21.0-bookworm-slim
# setpriv (util-linux) ends reading children with their parent. LibreOffice reads RTF and MHT alone: left out, it saves
# some 600 MB, and `wenheng doctor` says so.
ARG LIBREOFFICE=true
RUN apt-get update \
 && apt-get install -y --no-install-recommends util-linux tini \
 && if [ "$LIBREOFFICE" = true ]; then apt-get install -y --no-install-recommends libreoffice-writer-nogui fonts-noto-cjk; fi \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data /blobs && chown node:node /data /blobs
USER node
ENV NODE_ENV=production WENHENG_HOME=/data LANG=C.UTF-8
VOLUME /data /blobs
EXPOSE 8320
# tini reaps the children of a worker that was killed; without it they would pile up as zombies.
ENTRYPOINT ["tini", "--", "node", "--disable-warning=ExperimentalWarning", "app/cli.ts"]
CMD ["serve", "--host", "0.0.0.0"]
