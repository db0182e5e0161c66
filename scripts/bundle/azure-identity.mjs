/**
 * Takes the place of `@azure/identity` and `@azure/core-auth` in the bundles. The SQL driver loads them
 * for accounts of Azure AD, which no Lync deployment of ours has and no estate file can ask for; they
 * would be a third of the extension.
 */
class NotSupported {
  constructor() {
    throw new Error('Azure AD authentication is not supported by Recovery Runbooks.');
  }
}

export const ClientSecretCredential = NotSupported;
export const DefaultAzureCredential = NotSupported;
export const ManagedIdentityCredential = NotSupported;
export const UsernamePasswordCredential = NotSupported;

/** Nothing that a caller passes is one. */
export const isTokenCredential = () => false;
